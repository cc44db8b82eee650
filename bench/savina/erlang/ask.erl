%% Sequential round trips with gen_server:call/2: the next question goes out when the last is answered.
-module(ask).
-behaviour(gen_server).
-export([run/1, init/1, handle_call/3, handle_cast/2]).

run(#{asks := Asks}) ->
    {ok, Server} = gen_server:start_link(?MODULE, 0, []),
    Last = asks(Server, Asks, 0),
    gen_server:stop(Server),
    savina_work:check(last, Last, Asks),
    #{}.

asks(_Server, 0, Last) -> Last;
asks(Server, Left, _Last) -> asks(Server, Left - 1, gen_server:call(Server, {add, 1})).

init(Total) -> {ok, Total}.

handle_call({add, Amount}, _From, Total) -> {reply, Total + Amount, Total + Amount}.

handle_cast(_Request, Total) -> {noreply, Total}.
