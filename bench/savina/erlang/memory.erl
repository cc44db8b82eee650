%% Bytes per idle actor that has handled one message: of the virtual machine's allocators, and of the whole process.
-module(memory).
-export([run/1]).

run(#{actors := Actors}) ->
    Main = self(),
    Before = now_used(),
    Refs = [spawn(fun() -> actor(Main, 0) end) || _ <- lists:seq(1, Actors)],
    [Ref ! run || Ref <- Refs],
    Ran = length([receive ran -> ok end || _ <- Refs]),
    After = now_used(),
    [Ref ! stop || Ref <- Refs],
    savina_work:check(ran, Ran, Actors),
    {Bytes, Rss} = {element(1, After) - element(1, Before), element(2, After) - element(2, Before)},
    #{bytes => Bytes / Actors, rss => Rss / Actors}.

actor(Main, Count) ->
    receive
        run ->
            Main ! ran,
            actor(Main, Count + 1);
        stop ->
            ok
    end.

%% The measuring process is collected first, so that its own garbage is not counted.
now_used() ->
    erlang:garbage_collect(),
    {ok, Statm} = file:read_file("/proc/self/statm"),
    [_, Pages | _] = string:split(Statm, " ", all),
    {erlang:memory(total), binary_to_integer(Pages) * 4096}.
