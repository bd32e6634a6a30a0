//! All that runs, and the trouble that it gets.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use passwordless_emulator::Emulator;
use rocket::futures::future::join_all;
use rocket::tokio::time::sleep;
use sqlx::Connection;

use crate::instance::{Instance, free_port};
use crate::nginx::Nginx;
use crate::postgres::{Postgres, connect};
use crate::tally::{Outage, Tally};

pub(crate) const INSTANCES: usize = 3;

/// Stopped when the last clone is dropped, the servers of the test by their process ids.
pub(crate) struct Cluster {
    instances: Mutex<Vec<Instance>>,
    ports: Vec<u16>,
    pub nginx: Nginx,
    pub emulator: Emulator,
    database: String,
    pub tally: Tally,
    over: AtomicBool,
    _server: Arc<Postgres>,
}

impl Cluster {
    pub(crate) async fn start() -> Arc<Self> {
        let server = Postgres::shared();
        let database = server.database().await;
        let emulator = Emulator::start().unwrap();
        let ports: Vec<u16> = (0..INSTANCES).map(|_| free_port()).collect();
        let nginx = Nginx::start(&ports);
        let variables = [
            ("DATABASE_URL", database.as_str()),
            ("API_URL", emulator.url()),
            ("API_SECRET", emulator.api_secret()),
            ("API_KEY", emulator.api_key()),
            ("ORIGIN", &nginx.origin),
            ("TRUSTED_PROXIES", "127.0.0.1"),
            // All visitors come from one address.
            ("RATE_LIMIT", "0"),
        ];
        // All at once, on an empty database.
        let instances: Vec<Instance> = ports.iter().map(|port| Instance::start(*port, &variables)).collect();
        join_all(instances.iter().map(|instance| instance.probe())).await;
        Arc::new(Self {
            instances: Mutex::new(instances),
            ports,
            nginx,
            emulator,
            database,
            tally: Tally::default(),
            over: AtomicBool::new(false),
            _server: server,
        })
    }

    /// The addresses of the instances, past nginx.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = String> {
        self.ports.iter().map(|port| format!("http://localhost:{port}"))
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Kills one instance after the other as `kill -9` does, and starts it again when enough was answered without it.
    pub(crate) async fn be_troubled_for(&self, length: Duration) {
        let (begun, rounds) = (Instant::now(), (length.as_secs() / 5).max(2));
        for (round, place) in (1..=rounds).zip((0..INSTANCES).cycle()) {
            let next = begun + length.mul_f64(round as f64 / (rounds + 1) as f64);
            sleep(next.saturating_duration_since(Instant::now())).await;
            let down = Instant::now();
            self.instances.lock().unwrap()[place].kill();
            self.tally.wait_for(100).await;
            let again = {
                let mut instances = self.instances.lock().unwrap();
                instances[place].start_again();
                instances[place].probe()
            };
            again.await;
            self.tally.outages.lock().unwrap().push(Outage {
                port: self.ports[place],
                down,
                up: Instant::now(),
            });
        }
        sleep((begun + length).saturating_duration_since(Instant::now())).await;
        self.over.store(true, Ordering::Relaxed);
    }

    /// How many sign-ins the instances have written down.
    pub(crate) async fn noted_sign_ins(&self) -> usize {
        let mut database = connect(&self.database).await;
        let noted: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM passwordless_sign_ins")
            .fetch_one(&mut database)
            .await
            .unwrap();
        database.close().await.unwrap();
        noted.try_into().unwrap()
    }
}
