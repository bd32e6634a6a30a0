//! Serves the application at <http://localhost:4000>, with its database in `notes.sqlite`.

use example_rocket_cookie::{Db, rocket};

#[rocket::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    rocket(Db::open("notes.sqlite")?).launch().await?;
    Ok(())
}
