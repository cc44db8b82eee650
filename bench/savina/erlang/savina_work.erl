%% The units of work and the oracles that the benchmarks share; _work.ts and _problems.ts are the same in TypeScript.
-module(savina_work).
-export([spawn_deep/1]).
-export([check/3, check/4, squared_sine/1, process_item/2, busy_wait/1]).
-export([series_rate/1, series_start/1, next_term/2, logistic_sum/2]).
-export([complement/2, next_transfer/2]).

%% Links to a new process that will let many messages wait: they are kept off its heap, as the manual of
%% process_flag/2 advises, or each collection would walk the whole queue.
spawn_deep(Fun) -> spawn_opt(Fun, [link, {message_queue_data, off_heap}]).

%% Fails unless Actual is Expected, or lies within Tolerance of it.
check(What, Actual, Expected) -> check(What, Actual, Expected, 0).

check(_What, Actual, Expected, Tolerance) when abs(Actual - Expected) =< Tolerance -> ok;
check(What, Actual, Expected, _Tolerance) -> error({What, Actual, wanted, Expected}).

squared_sine(Theta) ->
    Sine = math:sin(Theta),
    case Sine * Sine of
        Result when Result > 0 -> Result
    end.

%% 100 * Cost logarithms.
process_item(Item, Cost) -> logarithms(Item, Cost, Cost * 100).

logarithms(Result, _Random, 0) -> Result;
logarithms(Result, Random, Left) ->
    Next = savina_random:next(Random),
    logarithms(Result + math:log(1 / (Next + 1) + 0.01), Next, Left - 1).

busy_wait(Steps) -> busy_wait(savina_random:default(), Steps).

busy_wait(Value, 0) -> Value;
busy_wait(Value, Left) -> busy_wait(savina_random:next(Value), Left - 1).

series_rate(I) -> 3.46 + I * 0.0025.

series_start(I) -> I * 0.0025.

next_term(Rate, Term) -> (Rate * Term) * (1 - Term).

%% The sum of the last terms of all series, computed in a plain loop, once.
logistic_sum(Series, Terms) ->
    Key = {?MODULE, Series, Terms},
    case persistent_term:get(Key, unknown) of
        unknown ->
            Sum = lists:sum([last_term(series_rate(I), series_start(I), Terms) || I <- lists:seq(0, Series - 1)]),
            persistent_term:put(Key, Sum),
            Sum;
        Sum ->
            Sum
    end.

last_term(_Rate, Term, 0) -> Term;
last_term(Rate, Term, Left) -> last_term(Rate, next_term(Rate, Term), Left - 1).

%% What a creature of the first colour becomes when it meets the second.
complement(Colour, Colour) -> Colour;
complement(A, B) when A =/= yellow, B =/= yellow -> yellow;
complement(A, B) when A =/= blue, B =/= blue -> blue;
complement(_, _) -> red.

%% {Source, Target, Amount, Random}: from the first 80 % of the accounts to a later one. Account numbers start at 0.
next_transfer(Random0, Accounts) ->
    Random1 = savina_random:next(Random0),
    Source = Random1 rem ((Accounts div 10) * 8),
    Random2 = savina_random:next(Random1),
    Target = Source + max(1, Random2 rem (Accounts - Source)),
    Random3 = savina_random:next(Random2),
    {Source, Target, 1000 / (Random3 + 1), Random3}.
