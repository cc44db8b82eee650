-module(thread_ring).
-export([run/1]).

run(#{actors := Actors, hops := Hops}) ->
    Main = self(),
    Ring = [spawn_link(fun() -> station(Main, Actors) end) || _ <- lists:seq(1, Actors)],
    [First | Rest] = Ring,
    lists:foreach(fun({Station, Next}) -> Station ! {next, Next} end, lists:zip(Ring, Rest ++ [First])),
    First ! {token, Hops},
    Passed = lists:sum([receive {passed, Count} -> Count end || _ <- Ring]),
    savina_work:check(hops, Passed, Hops),
    #{}.

station(Main, Actors) ->
    receive
        {next, Next} -> station(Main, Actors, Next, 0)
    end.

station(Main, Actors, Next, Hops) ->
    receive
        {token, 1} ->
            Next ! {exit, Actors},
            station(Main, Actors, Next, Hops + 1);
        {token, Left} ->
            Next ! {token, Left - 1},
            station(Main, Actors, Next, Hops + 1);
        {exit, Left} ->
            Main ! {passed, Hops},
            Left > 1 andalso (Next ! {exit, Left - 1})
    end.
