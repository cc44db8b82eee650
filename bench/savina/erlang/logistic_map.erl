-module(logistic_map).
-export([run/1]).

run(#{series := Series, terms := Terms}) ->
    Main = self(),
    Workers = [
        begin
            Computer = spawn_link(fun() -> computer(savina_work:series_rate(I)) end),
            Start = savina_work:series_start(I),
            savina_work:spawn_deep(fun() -> worker(Main, Computer, Start) end)
        end
     || I <- lists:seq(0, Series - 1)
    ],
    send(Workers, Terms),
    [Worker ! get || Worker <- Workers],
    Sum = lists:sum([receive {last, Term} -> Term end || _ <- Workers]),
    savina_work:check(sum, Sum, savina_work:logistic_sum(Series, Terms), 1.0e-9),
    #{}.

send(_Workers, 0) -> ok;
send(Workers, Left) ->
    [Worker ! next || Worker <- Workers],
    send(Workers, Left - 1).

computer(Rate) ->
    receive
        {compute, Term, ReplyTo, Ref} ->
            ReplyTo ! {Ref, savina_work:next_term(Rate, Term)},
            computer(Rate);
        exit ->
            ok
    end.

%% The reply is taken out of turn by its reference, past the terms that wait in the mailbox. The reference is made
%% in the function that receives, so the virtual machine does not search what was there before it.
worker(Main, Computer, Term) ->
    receive
        next ->
            Ref = make_ref(),
            Computer ! {compute, Term, self(), Ref},
            receive
                {Ref, Result} -> worker(Main, Computer, Result)
            end;
        get ->
            Computer ! exit,
            Main ! {last, Term}
    end.
