%% One benchmark in its own virtual machine:
%%
%%     erl -noshell -pa Dir -run savina_run main -extra Benchmark WarmUp Iterations rounds=1000 ...
%%
%% Prints one line of JSON: the milliseconds of each counted iteration and the further figures that it returned.
%% A benchmark is a module with run/1: it takes the sizes as a map, does one whole iteration, checks the oracle
%% and returns a map of further figures.
-module(savina_run).
-export([main/0]).

main() ->
    [Benchmark, WarmUp, Iterations | Sizes] = init:get_plain_arguments(),
    Module = list_to_atom(Benchmark),
    Size = maps:from_list([key_value(Pair) || Pair <- Sizes]),
    repeat(Module, Size, list_to_integer(WarmUp)),
    Results = repeat(Module, Size, list_to_integer(Iterations)),
    Times = [integer_to_list(Nanoseconds) ++ "e-6" || {Nanoseconds, _} <- Results],
    Extras = [["{", lists:join(",", [figure(F) || F <- maps:to_list(Extra)]), "}"] || {_, Extra} <- Results],
    io:format("{\"milliseconds\":[~s],\"extras\":[~s]}~n", [lists:join(",", Times), lists:join(",", Extras)]),
    erlang:halt(0).

key_value(Pair) ->
    [Key, Value] = string:split(Pair, "="),
    {list_to_atom(Key), list_to_integer(Value)}.

figure({Name, Value}) -> io_lib:format("\"~s\":~w", [Name, Value]).

repeat(Module, Size, Times) -> [iterate(Module, Size) || _ <- lists:seq(1, Times)].

%% Each iteration has a process of its own, so that none inherits another's heap or mailbox.
iterate(Module, Size) ->
    {Pid, Monitor} = spawn_monitor(fun() ->
        Start = erlang:monotonic_time(nanosecond),
        Extra = Module:run(Size),
        exit({measured, erlang:monotonic_time(nanosecond) - Start, Extra})
    end),
    receive
        {'DOWN', Monitor, process, Pid, {measured, Nanoseconds, Extra}} ->
            {Nanoseconds, Extra};
        {'DOWN', Monitor, process, Pid, Reason} ->
            io:format(standard_error, "~p~n", [Reason]),
            erlang:halt(1)
    end.
