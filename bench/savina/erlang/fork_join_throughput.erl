-module(fork_join_throughput).
-export([run/1]).

run(#{actors := Actors, messages := Messages}) ->
    Main = self(),
    Workers = [savina_work:spawn_deep(fun() -> worker(Main, 0, Messages) end) || _ <- lists:seq(1, Actors)],
    send(Workers, Messages),
    Handled = lists:sum([receive {handled, Count} -> Count end || _ <- Workers]),
    savina_work:check(handled, Handled, Actors * Messages),
    #{}.

send(_Workers, 0) -> ok;
send(Workers, Left) ->
    send_each(Workers),
    send(Workers, Left - 1).

send_each([]) -> ok;
send_each([Worker | Rest]) ->
    Worker ! {compute, 37.2},
    send_each(Rest).

worker(Main, Messages, Messages) -> Main ! {handled, Messages};
worker(Main, Count, Messages) ->
    receive
        {compute, Theta} ->
            savina_work:squared_sine(Theta),
            worker(Main, Count + 1, Messages)
    end.
