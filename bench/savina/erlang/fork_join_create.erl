-module(fork_join_create).
-export([run/1]).

run(#{actors := Actors}) ->
    Main = self(),
    %% As in savina_work:spawn_deep/1: reports arrive while the rest are still being created.
    process_flag(message_queue_data, off_heap),
    create(Main, Actors),
    savina_work:check(ended, wait(Actors, 0), Actors),
    #{}.

create(_Main, 0) -> ok;
create(Main, Left) ->
    spawn(fun() -> worker(Main) end) ! {compute, 37.2},
    create(Main, Left - 1).

worker(Main) ->
    receive
        {compute, Theta} ->
            savina_work:squared_sine(Theta),
            Main ! ended
    end.

wait(0, Ended) -> Ended;
wait(Left, Ended) ->
    receive
        ended -> wait(Left - 1, Ended + 1)
    end.
