-module(concurrent_dictionary).
-export([run/1]).

run(#{workers := Workers, requests := Requests, writePercent := WritePercent, keys := Keys}) ->
    Main = self(),
    Data = data(Keys),
    Dictionary = spawn_link(fun() -> dictionary(Data) end),
    [spawn_link(fun() -> worker(Id, Main, Dictionary, Requests, WritePercent) end) || Id <- lists:seq(0, Workers - 1)],
    Replies = lists:sum([receive {done, Count} -> Count end || _ <- lists:seq(1, Workers)]),
    Dictionary ! exit,
    savina_work:check(replies, Replies, Workers * Requests),
    #{}.

%% The first contents, each key its own value: made once; the dictionary process is given a copy.
data(Keys) ->
    case persistent_term:get(?MODULE, none) of
        none ->
            Data = maps:from_list([{Key, Key} || Key <- lists:seq(0, Keys - 1)]),
            persistent_term:put(?MODULE, Data),
            Data;
        Data ->
            Data
    end.

dictionary(Map) ->
    receive
        {read, Key, ReplyTo} ->
            ReplyTo ! {result, maps:get(Key, Map, undefined)},
            dictionary(Map);
        {write, Key, Value, ReplyTo} ->
            ReplyTo ! {result, Value},
            dictionary(Map#{Key => Value});
        exit ->
            ok
    end.

worker(Id, Main, Dictionary, Requests, WritePercent) ->
    worker(Main, Dictionary, Requests, WritePercent, Id + Requests + WritePercent, 0).

worker(Main, _Dictionary, Requests, _WritePercent, _Random, Requests) -> Main ! {done, Requests};
worker(Main, Dictionary, Requests, WritePercent, Random0, Sent) ->
    Random1 = savina_random:next(Random0),
    Key = savina_random:next(Random1),
    Random =
        case Random1 rem 100 < WritePercent of
            true ->
                Value = savina_random:next(Key),
                Dictionary ! {write, Key, Value, self()},
                Value;
            false ->
                Dictionary ! {read, Key, self()},
                Key
        end,
    receive
        {result, _} -> worker(Main, Dictionary, Requests, WritePercent, Random, Sent + 1)
    end.
