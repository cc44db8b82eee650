-module(ping_pong).
-export([run/1]).

run(#{rounds := Rounds}) ->
    Main = self(),
    Pong = spawn_link(fun() -> pong(Main, 0) end),
    Ping = spawn_link(fun() -> ping(Pong, Rounds) end),
    Ping ! ping,
    receive
        {pings, Pings} -> savina_work:check(pings, Pings, Rounds)
    end,
    #{}.

pong(Main, Count) ->
    receive
        {ping, ReplyTo} ->
            ReplyTo ! pong,
            pong(Main, Count + 1);
        stop ->
            Main ! {pings, Count}
    end.

ping(Pong, Left) ->
    receive
        ping ->
            Pong ! {ping, self()},
            ping(Pong, Left - 1);
        pong when Left > 0 ->
            self() ! ping,
            ping(Pong, Left);
        pong ->
            Pong ! stop
    end.
