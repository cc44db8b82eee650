-module(big).
-export([run/1]).

run(#{workers := Workers, pings := Pings}) ->
    Main = self(),
    Refs = [spawn_link(fun() -> worker(Id, Main, Pings) end) || Id <- lists:seq(0, Workers - 1)],
    Neighbours = list_to_tuple(Refs),
    [Ref ! {neighbours, Neighbours} || Ref <- Refs],
    [Ref ! {pong, -1} || Ref <- Refs],
    Pongs = lists:sum([receive {done, Count} -> Count end || _ <- Refs]),
    [Ref ! exit || Ref <- Refs],
    [receive exited -> ok end || _ <- Refs],
    savina_work:check(pongs, Pongs, Workers * Pings),
    #{}.

worker(Id, Sink, Pings) ->
    receive
        {neighbours, Neighbours} -> worker(Id, Sink, Neighbours, Id, Pings, 0, -1)
    end.

worker(Id, Sink, Neighbours, Random, Pings, Pongs, Expected) ->
    receive
        {ping, Sender} ->
            element(Sender + 1, Neighbours) ! {pong, Id},
            worker(Id, Sink, Neighbours, Random, Pings, Pongs, Expected);
        {pong, Expected} when Pongs =:= Pings ->
            Sink ! {done, Pongs},
            worker(Id, Sink, Neighbours, Random, Pings, Pongs + 1, Expected);
        {pong, Expected} ->
            Next = savina_random:next(Random),
            Target = Next rem tuple_size(Neighbours),
            element(Target + 1, Neighbours) ! {ping, Id},
            worker(Id, Sink, Neighbours, Next, Pings, Pongs + 1, Target);
        {pong, Other} ->
            error({pong, Other, wanted, Expected});
        exit ->
            Sink ! exited
    end.
