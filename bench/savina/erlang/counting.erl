-module(counting).
-export([run/1]).

run(#{messages := Messages}) ->
    Main = self(),
    Counter = savina_work:spawn_deep(fun() -> counter(0) end),
    spawn_link(fun() -> producer(Main, Counter, Messages) end),
    receive
        {total, Total} -> savina_work:check(total, Total, Messages)
    end,
    #{}.

counter(Count) ->
    receive
        increment -> counter(Count + 1);
        {retrieve, ReplyTo} -> ReplyTo ! {total, Count}
    end.

producer(Main, Counter, 0) ->
    Counter ! {retrieve, self()},
    receive
        {total, _} = Total -> Main ! Total
    end;
producer(Main, Counter, Left) ->
    Counter ! increment,
    producer(Main, Counter, Left - 1).
