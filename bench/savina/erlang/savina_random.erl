%% Savina's source of pseudo-random numbers, the same in every language of the comparison.
%% The value is the state: next/1 gives the following one, 0 to 65,535.
-module(savina_random).
-export([default/0, next/1]).

%% Savina's own seed.
default() -> 74755.

next(Value) -> (Value * 1309 + 13849) band 65535.
