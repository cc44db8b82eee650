-module(cigarette_smokers).
-export([run/1]).

run(#{smokers := Smokers, rounds := Rounds, wait := Wait}) ->
    Main = self(),
    spawn_link(fun() ->
        Arbiter = self(),
        Refs = [spawn_link(fun() -> smoker(Arbiter, Main, 0) end) || _ <- lists:seq(1, Smokers)],
        arbiter(list_to_tuple(Refs), Rounds, Wait, Rounds * Smokers)
    end),
    Smoked = lists:sum([receive {smoked, Count} -> Count end || _ <- lists:seq(1, Smokers)]),
    savina_work:check(smoked, Smoked, Rounds),
    #{}.

arbiter(Smokers, 0, _Wait, _Random) -> [Smoker ! exit || Smoker <- tuple_to_list(Smokers)];
arbiter(Smokers, Left, Wait, Random0) ->
    Random1 = savina_random:next(Random0),
    Random2 = savina_random:next(Random1),
    element(Random1 rem tuple_size(Smokers) + 1, Smokers) ! {smoke, Random2 rem Wait + 10},
    receive
        smoking -> arbiter(Smokers, Left - 1, Wait, Random2)
    end.

smoker(Arbiter, Main, Smoked) ->
    receive
        {smoke, Wait} ->
            Arbiter ! smoking,
            savina_work:busy_wait(Wait),
            smoker(Arbiter, Main, Smoked + 1);
        exit ->
            Main ! {smoked, Smoked}
    end.
