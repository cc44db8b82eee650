-module(sleeping_barber).
-export([run/1]).

run(#{customers := Customers, room := Capacity, wait := Wait}) ->
    Main = self(),
    Barber = spawn_link(fun() -> barber(Main, savina_random:default(), Wait, 0) end),
    Room = savina_work:spawn_deep(fun() -> room(Barber, Capacity, queue:new(), 0, true) end),
    savina_work:spawn_deep(fun() -> factory(Main, Room, Customers, Wait) end),
    receive
        {attempts, Attempts} ->
            Room ! exit,
            Barber ! exit,
            receive
                {cuts, Cuts} -> savina_work:check(cuts, Cuts, Customers)
            end,
            #{attempts => Attempts}
    end.

room(Barber, Capacity, Waiting, Count, Asleep) ->
    receive
        {enter, Customer} when Count =:= Capacity ->
            Customer ! full,
            room(Barber, Capacity, Waiting, Count, Asleep);
        {enter, Customer} when Asleep ->
            self() ! next,
            room(Barber, Capacity, queue:in(Customer, Waiting), Count + 1, false);
        {enter, Customer} ->
            Customer ! wait,
            room(Barber, Capacity, queue:in(Customer, Waiting), Count + 1, false);
        next ->
            next(Barber, Capacity, Waiting, Count);
        exit ->
            ok
    end.

next(Barber, Capacity, Waiting, Count) ->
    case queue:out(Waiting) of
        {{value, Customer}, Others} ->
            Barber ! {cut, Customer, self()},
            room(Barber, Capacity, Others, Count - 1, false);
        {empty, _} ->
            Barber ! wait,
            room(Barber, Capacity, Waiting, Count, true)
    end.

barber(Main, Random, Wait, Cuts) ->
    receive
        {cut, Customer, Room} ->
            Customer ! start,
            Next = savina_random:next(Random),
            savina_work:busy_wait(Next rem Wait + 10),
            Customer ! done,
            Room ! next,
            barber(Main, Next, Wait, Cuts + 1);
        wait ->
            barber(Main, Random, Wait, Cuts);
        exit ->
            Main ! {cuts, Cuts}
    end.

customer(Factory) ->
    receive
        full ->
            Factory ! {returned, self()},
            customer(Factory);
        wait ->
            customer(Factory);
        start ->
            customer(Factory);
        done ->
            Factory ! done
    end.

factory(Main, Room, Customers, Wait) ->
    send(Room, Customers, Wait, savina_random:default()),
    Main ! {attempts, serve(Room, Customers, Customers)}.

send(_Room, 0, _Wait, _Random) -> ok;
send(Room, Left, Wait, Random) ->
    Factory = self(),
    Room ! {enter, spawn_link(fun() -> customer(Factory) end)},
    Next = savina_random:next(Random),
    savina_work:busy_wait(Next rem Wait + 10),
    send(Room, Left - 1, Wait, Next).

serve(_Room, 0, Attempts) -> Attempts;
serve(Room, Left, Attempts) ->
    receive
        {returned, Customer} ->
            Room ! {enter, Customer},
            serve(Room, Left, Attempts + 1);
        done ->
            serve(Room, Left - 1, Attempts)
    end.
