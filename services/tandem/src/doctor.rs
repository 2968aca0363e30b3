//! `tandem doctor`: what this machine can reach, a line each.
use std::{process::ExitCode, time::Duration};

use tandem_kit::{Config, process};
use tokio::{net::TcpStream, time::timeout};

/// Looks at the database, the broker, the cache, the peers and the data folder.
///
/// # Errors
/// Where a setting cannot be read; what cannot be reached is a line and an exit code.
#[expect(clippy::print_stdout, reason = "the command line answers a person")]
pub async fn look(config: &Config) -> anyhow::Result<ExitCode> {
    let mut healthy = true;
    let mut say = |what: &str, found: Result<String, String>| {
        healthy &= found.is_ok();
        match found {
            Ok(fact) => println!("ok    {what}: {fact}"),
            Err(problem) => println!("FAIL  {what}: {problem}"),
        }
    };
    say("data folder", data_folder(config));
    say("database", database(config).await);
    for (what, url, port) in [("broker", config.bus.full()?, 5672), ("cache", config.cache.full()?, 6379)] {
        match url {
            None => say(what, Ok("embedded".into())),
            Some(url) => say(what, reach(&url, port).await),
        }
    }
    for (name, url) in &config.peers {
        say(&format!("peer {name}"), reach(url, 80).await);
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn data_folder(config: &Config) -> Result<String, String> {
    let folder = &config.data;
    std::fs::create_dir_all(folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    let probe = folder.join(".doctor");
    std::fs::write(&probe, b"")
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|e| format!("{} cannot be written: {e}", folder.display()))?;
    Ok(folder.display().to_string())
}

async fn database(config: &Config) -> Result<String, String> {
    let (pool, server) = process::open_database(config).await.map_err(|e| format!("{e:#}"))?;
    let version = pool.acquire().await.map_err(|e| e.to_string()).map(|c| {
        use sqlx::postgres::PgConnection;
        let connection: &PgConnection = &c;
        connection.server_version_num().map_or_else(
            || "unknown version".to_owned(),
            |v| format!("PostgreSQL {}.{}", v / 10_000, v % 10_000),
        )
    });
    pool.close().await;
    let private = server.is_some();
    if let Some(server) = server {
        server.stop().await;
    }
    version.map(|v| if private { format!("{v}, private") } else { v })
}

async fn reach(url: &str, port: u16) -> Result<String, String> {
    let place = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place =
        place.rsplit_once('@').map_or(place, |(_, place)| place).split('/').next().unwrap_or_default();
    let place = if place.contains(':') { place.to_owned() } else { format!("{place}:{port}") };
    match timeout(Duration::from_secs(3), TcpStream::connect(&place)).await {
        Ok(Ok(_)) => Ok(place),
        Ok(Err(e)) => Err(format!("{place}: {e}")),
        Err(_) => Err(format!("{place}: no answer within 3 seconds")),
    }
}
