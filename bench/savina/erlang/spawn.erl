%% All actors live at once; each runs once; then all are stopped, and the iteration ends when the last one has.
-module(spawn).
-export([run/1]).

run(#{actors := Actors}) ->
    Main = self(),
    %% As in savina_work:spawn_deep/1: reports arrive while this process still sends.
    process_flag(message_queue_data, off_heap),
    Refs = [spawn_monitor(fun() -> actor(Main) end) || _ <- lists:seq(1, Actors)],
    [Pid ! run || {Pid, _} <- Refs],
    Ran = length([receive ran -> ok end || _ <- Refs]),
    [Pid ! stop || {Pid, _} <- Refs],
    Ended = length([receive {'DOWN', _, process, _, normal} -> ok end || _ <- Refs]),
    savina_work:check(ran, Ran, Actors),
    savina_work:check(ended, Ended, Actors),
    #{}.

actor(Main) ->
    receive
        run ->
            Main ! ran,
            actor(Main);
        stop ->
            ok
    end.
