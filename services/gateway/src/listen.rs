//! The public port: connections in, and a soft end.
use std::{convert::Infallible, net::IpAddr, sync::Arc, time::Duration};

use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto::Builder,
        graceful::{GracefulShutdown, Watcher},
    },
    service::TowerToHyperService,
};
use tandem_kit::serve::bind;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tower::{ServiceBuilder, service_fn};
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

use crate::door::Door;

const MOST_CONNECTIONS: usize = 30_000;
/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(15);
/// How long calls under way have to finish when the process stops.
const GRACE: Duration = Duration::from_secs(20);
const LARGEST_HEAD: usize = 64 << 10;

/// Serves the public port until told to stop; then takes no more, and lets what is under way finish.
pub async fn serve(address: String, door: Arc<Door>, stop: CancellationToken) -> anyhow::Result<()> {
    let (listener, address) = bind(&address, "TANDEM__GATEWAY__LISTEN").await?;
    tracing::info!(%address, "the public port is open");
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (graceful, mut connections) = (GracefulShutdown::new(), JoinSet::new());
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &room) => accepted,
            () = stop.cancelled() => break,
        };
        while connections.try_join_next().is_some() {}
        if let Some((socket, peer, place)) = accepted {
            let (door, watcher, stop) = (door.clone(), graceful.watcher(), stop.clone());
            connections.spawn(async move {
                converse(socket, peer, door, watcher, stop).await;
                drop(place);
            });
        }
    }
    drop(listener);
    door.drain().await;
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!(open = connections.len(), "some connections did not finish in time and were cut off");
    }
    connections.shutdown().await;
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
    let place = room.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((socket, peer)) => Some((socket, peer.ip(), place)),
        Err(error) => {
            // Out of file descriptors, most likely: pause rather than spin.
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// One connection, HTTP/1.1 or HTTP/2 as the client begins it.
async fn converse(
    socket: TcpStream,
    peer: IpAddr,
    door: Arc<Door>,
    watcher: Watcher,
    stop: CancellationToken,
) {
    // Browsers open connections that they may never use.
    tokio::select! {
        ready = tokio::time::timeout(HEAD, socket.readable()) => if !matches!(ready, Ok(Ok(()))) { return },
        () = stop.cancelled() => return,
    }
    let _ = socket.set_nodelay(true);
    let answer = service_fn(move |request: Request<Incoming>| {
        let door = door.clone();
        async move { Ok::<_, Infallible>(door.serve(peer, request.map(Body::new)).await) }
    });
    let lines = NotForContentType::const_new("application/x-ndjson");
    let compression = CompressionLayer::new().gzip(true).compress_when(DefaultPredicate::new().and(lines));
    let service = TowerToHyperService::new(ServiceBuilder::new().layer(compression).service(answer));
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .max_concurrent_streams(256)
        .max_header_list_size(u32::try_from(LARGEST_HEAD).unwrap_or(u32::MAX));
    // A connection that breaks is the client's to notice.
    let _ = watcher.watch(http.serve_connection(TokioIo::new(socket), service).into_owned()).await;
}
