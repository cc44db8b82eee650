-module(chameneos).
-export([run/1]).

run(#{creatures := Creatures, meetings := Meetings}) ->
    Main = self(),
    spawn_link(fun() ->
        Mall = self(),
        [spawn_link(fun() -> start(Mall, colour(I rem 3)) end) || I <- lists:seq(0, Creatures - 1)],
        Main ! {meetings, mall(Meetings, Creatures)}
    end),
    receive
        {meetings, Sum} -> savina_work:check(meetings, Sum, 2 * Meetings)
    end,
    #{}.

colour(0) -> yellow;
colour(1) -> blue;
colour(2) -> red.

mall(0, Creatures) -> fade(Creatures, 0);
mall(Left, Creatures) ->
    receive
        {meet, _, First} ->
            receive
                {meet, _, _} = Second -> First ! Second
            end,
            mall(Left - 1, Creatures)
    end.

fade(0, Sum) -> Sum;
fade(Left, Sum) ->
    receive
        {meet, _, Creature} ->
            Creature ! exit,
            fade(Left, Sum);
        {faded, Meetings} ->
            fade(Left - 1, Sum + Meetings)
    end.

start(Mall, Colour) ->
    Mall ! {meet, Colour, self()},
    creature(Mall, Colour, 0).

creature(Mall, Colour, Meetings) ->
    receive
        {meet, Other, Creature} ->
            New = savina_work:complement(Colour, Other),
            Creature ! {change, New},
            Mall ! {meet, New, self()},
            creature(Mall, New, Meetings + 1);
        {change, New} ->
            Mall ! {meet, New, self()},
            creature(Mall, New, Meetings + 1);
        exit ->
            Mall ! {faded, Meetings}
    end.
