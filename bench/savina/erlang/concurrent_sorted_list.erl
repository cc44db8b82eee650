-module(concurrent_sorted_list).
-export([run/1]).

run(#{workers := Workers, requests := Requests, insertPercent := InsertPercent, sizePercent := SizePercent}) ->
    Main = self(),
    Sorted = spawn_link(fun() -> sorted([]) end),
    Limits = {SizePercent, SizePercent + InsertPercent},
    [
        spawn_link(fun() -> worker(Main, Sorted, Requests, Limits, Id + Requests + InsertPercent + SizePercent, 0) end)
     || Id <- lists:seq(0, Workers - 1)
    ],
    Inserts = lists:sum([receive {done, Count} -> Count end || _ <- lists:seq(1, Workers)]),
    Sorted ! {size, self()},
    receive
        {result, Length} -> savina_work:check(length, Length, Inserts)
    end,
    Sorted ! exit,
    #{}.

sorted(List) ->
    receive
        {contains, Value, ReplyTo} ->
            ReplyTo ! {result, lists:member(Value, List)},
            sorted(List);
        {insert, Value, ReplyTo} ->
            ReplyTo ! {result, Value},
            sorted(insert(Value, List));
        {size, ReplyTo} ->
            ReplyTo ! {result, length(List)},
            sorted(List);
        exit ->
            ok
    end.

insert(Value, [First | Rest]) when Value >= First -> [First | insert(Value, Rest)];
insert(Value, List) -> [Value | List].

worker(Main, _Sorted, 0, _Limits, _Random, Inserts) -> Main ! {done, Inserts};
worker(Main, Sorted, Left, {Size, Insert} = Limits, Random0, Inserts) ->
    Random1 = savina_random:next(Random0),
    case Random1 rem 100 of
        Dice when Dice < Size ->
            Sorted ! {size, self()},
            answered(Main, Sorted, Left, Limits, Random1, Inserts);
        Dice when Dice < Insert ->
            Value = savina_random:next(Random1),
            Sorted ! {insert, Value, self()},
            answered(Main, Sorted, Left, Limits, Value, Inserts + 1);
        _ ->
            Value = savina_random:next(Random1),
            Sorted ! {contains, Value, self()},
            answered(Main, Sorted, Left, Limits, Value, Inserts)
    end.

answered(Main, Sorted, Left, Limits, Random, Inserts) ->
    receive
        {result, _} -> worker(Main, Sorted, Left - 1, Limits, Random, Inserts)
    end.
