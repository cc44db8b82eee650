-module(dining_philosophers).
-export([run/1]).

run(#{philosophers := Philosophers, meals := Meals}) ->
    Main = self(),
    Arbiter = spawn_link(fun() -> arbiter(0, Main, Philosophers, 0, 0) end),
    [
        spawn_link(fun() -> philosopher(Arbiter, forks(Seat, Philosophers), Meals) end)
     || Seat <- lists:seq(0, Philosophers - 1)
    ],
    receive
        {ended, Eaten, Retries} ->
            savina_work:check(meals, Eaten, Philosophers * Meals),
            #{retries => Retries}
    end.

%% A set of forks is a bit mask: those of a seat, or those that are taken.
forks(Seat, Philosophers) -> (1 bsl Seat) bor (1 bsl ((Seat + 1) rem Philosophers)).

arbiter(_Taken, Main, 0, Meals, Retries) -> Main ! {ended, Meals, Retries};
arbiter(Taken, Main, Left, Meals, Retries) ->
    receive
        {hungry, Forks, Philosopher} when Taken band Forks =:= 0 ->
            Philosopher ! eat,
            arbiter(Taken bor Forks, Main, Left, Meals, Retries);
        {hungry, _, Philosopher} ->
            Philosopher ! denied,
            arbiter(Taken, Main, Left, Meals, Retries);
        {done, Forks} ->
            arbiter(Taken band bnot Forks, Main, Left, Meals, Retries);
        {leave, Eaten, Retried} ->
            arbiter(Taken, Main, Left - 1, Meals + Eaten, Retries + Retried)
    end.

philosopher(Arbiter, Forks, Meals) ->
    self() ! start,
    philosopher(Arbiter, Forks, Meals, 0, 0).

philosopher(Arbiter, Forks, Meals, Eaten, Retries) ->
    receive
        start ->
            Arbiter ! {hungry, Forks, self()},
            philosopher(Arbiter, Forks, Meals, Eaten, Retries);
        denied ->
            Arbiter ! {hungry, Forks, self()},
            philosopher(Arbiter, Forks, Meals, Eaten, Retries + 1);
        eat when Eaten + 1 < Meals ->
            Arbiter ! {done, Forks},
            self() ! start,
            philosopher(Arbiter, Forks, Meals, Eaten + 1, Retries);
        eat ->
            Arbiter ! {done, Forks},
            Arbiter ! {leave, Eaten + 1, Retries}
    end.
