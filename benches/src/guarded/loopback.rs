//! The same request through a socket: a server on one core, a client with a connection that is kept on the other.

use std::{
    net::{Ipv4Addr, SocketAddr},
    thread,
    time::Duration,
};

use http_body_util::BodyExt as _;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
};

use super::{
    contender::{ALL, Contender, TOWER_SESSIONS, UNGUARDED},
    interleaved::{Times, interleaved, timed},
    site::Body,
};
use crate::{
    Outcome,
    table::{Table, count, ratio},
};

const BATCH: usize = 50;
const ROUNDS: usize = 200;

struct Connected {
    contender: Contender,
    client: SendRequest<Body>,
}

/// Prints what one guarded request costs with a network, which is most of it.
pub(crate) fn over_loopback() -> Outcome {
    let (serving, asking) = (Builder::new_current_thread().enable_all().build()?, runtime()?);
    let contenders = Contender::all(ALL)?.into_iter();
    let connected: Outcome<Vec<_>> =
        contenders.map(|contender| connect(contender, &serving, &asking)).collect();
    let mut connected = connected?;
    thread::spawn(move || serving.block_on(std::future::pending::<()>()));

    let mut batch = |connected: &mut Connected| round(connected, &asking);
    interleaved(&mut connected, ROUNDS / 10, &mut batch)?;
    let times = interleaved(&mut connected, ROUNDS, &mut batch)?;
    print(&connected, &times);
    Ok(())
}

fn runtime() -> Outcome<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

fn connect(contender: Contender, serving: &Runtime, asking: &Runtime) -> Outcome<Connected> {
    let listener = std::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let listener = {
        let _entered = serving.enter();
        TcpListener::from_std(listener)?
    };
    serving.spawn(contender.site.serve(listener));
    let client = asking.block_on(async {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (client, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Outcome::Ok(client)
    })?;
    Ok(Connected { contender, client })
}

fn round(connected: &mut Connected, asking: &Runtime) -> Outcome<Duration> {
    let Connected { contender, client } = connected;
    let (asks, status) = (contender.asks(BATCH), contender.status);
    let (right, time) = timed(|| {
        asking.block_on(async {
            let mut right = 0;
            for ask in asks {
                client.ready().await?;
                let answer = client.send_request(ask).await?;
                right += usize::from(answer.status() == status);
                answer.into_body().collect().await?;
            }
            Outcome::Ok(right)
        })
    });
    contender.all_right(right?, BATCH)?;
    Ok(time)
}

fn print(connected: &[Connected], times: &[Times]) {
    let median = |name: &str| {
        let all = connected.iter().zip(times);
        let mut named = all.filter(|(connected, _)| connected.contender.name == name);
        named.next().map_or(f64::NAN, |(_, times)| times.per_request(BATCH).1)
    };
    let mut table =
        Table::new(["one request, over loopback", "median µs", "of unguarded", "of tower-sessions"]);
    for (connected, times) in connected.iter().zip(times) {
        let (_, own) = times.per_request(BATCH);
        table.row([
            connected.contender.name.to_owned(),
            count(own / 1000.0),
            ratio(own / median(UNGUARDED)),
            ratio(own / median(TOWER_SESSIONS)),
        ]);
    }
    table.print("A guarded request over loopback");
}
