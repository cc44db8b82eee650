-module(bounded_buffer).
-export([run/1]).

-record(manager, {
    %% Producers may go on while fewer items than this are pending.
    limit :: integer(),
    producers :: non_neg_integer(),
    consumers :: pos_integer(),
    pending = queue:new() :: queue:queue(),
    parked = queue:new() :: queue:queue(),
    free = queue:new() :: queue:queue()
}).

run(#{buffer := Buffer, producers := Producers, consumers := Consumers, items := Items, cost := Cost}) ->
    Main = self(),
    Manager = spawn_link(fun() ->
        manager(#manager{limit = Buffer - Producers, producers = Producers, consumers = Consumers})
    end),
    [spawn_link(fun() -> consumer_start(Main, Manager, Cost) end) || _ <- lists:seq(1, Consumers)],
    [spawn_link(fun() -> producer_start(Manager, Items, Cost) end) || _ <- lists:seq(1, Producers)],
    Consumed = lists:sum([receive {consumed, Count} -> Count end || _ <- lists:seq(1, Consumers)]),
    savina_work:check(consumed, Consumed, Producers * Items),
    #{}.

manager(#manager{pending = Pending, parked = Parked, free = Free} = State) ->
    receive
        {item, _, Producer} = Item ->
            New =
                case queue:out(Free) of
                    {{value, Consumer}, Others} ->
                        Consumer ! Item,
                        State#manager{free = Others};
                    {empty, _} ->
                        State#manager{pending = queue:in(Item, Pending)}
                end,
            case queue:len(New#manager.pending) >= State#manager.limit of
                true ->
                    manager(New#manager{parked = queue:in(Producer, Parked)});
                false ->
                    Producer ! produce,
                    manager(New)
            end;
        {available, Consumer} ->
            case queue:out(Pending) of
                {{value, Item}, Others} ->
                    Consumer ! Item,
                    manager(State#manager{pending = Others, parked = resume(queue:out(Parked))});
                {empty, _} ->
                    manage_or_end(State#manager{free = queue:in(Consumer, Free)})
            end;
        ended ->
            manage_or_end(State#manager{producers = State#manager.producers - 1})
    end.

resume({{value, Producer}, Others}) ->
    Producer ! produce,
    Others;
resume({empty, None}) ->
    None.

manage_or_end(#manager{producers = 0, consumers = Consumers, free = Free} = State) ->
    case queue:len(Free) of
        Consumers -> [Consumer ! exit || Consumer <- queue:to_list(Free)];
        _ -> manager(State)
    end;
manage_or_end(State) ->
    manager(State).

producer_start(Manager, Items, Cost) -> produce(Manager, Items, Cost, 0.0).

produce(Manager, 0, _Cost, _Value) -> Manager ! ended;
produce(Manager, Left, Cost, Value) ->
    New = savina_work:process_item(Value, Cost),
    Manager ! {item, New, self()},
    receive
        produce -> produce(Manager, Left - 1, Cost, New)
    end.

consumer_start(Main, Manager, Cost) ->
    Manager ! {available, self()},
    consumer(Main, Manager, Cost, 0.0, 0).

consumer(Main, Manager, Cost, Value, Count) ->
    receive
        {item, Item, _} ->
            New = savina_work:process_item(Value + Item, Cost),
            Manager ! {available, self()},
            consumer(Main, Manager, Cost, New, Count + 1);
        exit ->
            Main ! {consumed, Count}
    end.
