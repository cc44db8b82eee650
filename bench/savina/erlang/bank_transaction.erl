-module(bank_transaction).
-export([run/1]).

run(#{accounts := Accounts, transfers := Transfers}) ->
    Main = self(),
    savina_work:spawn_deep(fun() -> teller(Main, Accounts, Transfers) end),
    receive
        {replies, Replies} -> savina_work:check(replies, Replies, Transfers)
    end,
    Money = lists:sum([receive {balance, Balance} -> Balance end || _ <- lists:seq(1, Accounts)]),
    savina_work:check(money, Money, Accounts * 1000, 1.0e-3),
    #{}.

teller(Main, Accounts, Transfers) ->
    Refs = [spawn_link(fun() -> account(Main, 1000.0) end) || _ <- lists:seq(1, Accounts)],
    send(list_to_tuple(Refs), Transfers, 123456),
    Main ! {replies, replies(Transfers, 0)},
    [Ref ! stop || Ref <- Refs].

send(_Refs, 0, _Random) -> ok;
send(Refs, Left, Random) ->
    {Source, Target, Amount, Next} = savina_work:next_transfer(Random, tuple_size(Refs)),
    element(Source + 1, Refs) ! {credit, Amount, element(Target + 1, Refs), self()},
    send(Refs, Left - 1, Next).

replies(0, Count) -> Count;
replies(Left, Count) ->
    receive
        reply -> replies(Left - 1, Count + 1)
    end.

%% A source takes its reply out of turn: what else it is told waits in the mailbox meanwhile.
account(Main, Balance) ->
    receive
        {credit, Amount, Target, Teller} ->
            Ref = make_ref(),
            Target ! {debit, Amount, self(), Ref},
            receive
                {Ref, reply} -> Teller ! reply
            end,
            account(Main, Balance - Amount);
        {debit, Amount, ReplyTo, Ref} ->
            ReplyTo ! {Ref, reply},
            account(Main, Balance + Amount);
        stop ->
            Main ! {balance, Balance}
    end.
