//! Files of the program, compressed once for each way that browsers read.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, PoisonError, RwLock};

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Header, Status};
use rocket::tokio::task::spawn_blocking;
use rocket::{Request, Response};

/// Compresses what has an `ETag`: files of the program, which are the same for everybody.
///
/// Pages are left alone: they hold what is one person's beside what a link can say, and their length would tell of it
/// (the attack called BREACH).
#[derive(Debug, Clone, Default)]
pub(super) struct Compression {
    done: Arc<RwLock<Done>>,
}

/// What was compressed, by tag and coding. There are as many as the program has files, twice.
type Done = HashMap<(String, Coding), Arc<[u8]>>;

/// How an answer is coded for the way ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The smallest that the browser takes.
    fn of(request: &Request<'_>) -> Option<Self> {
        let accepted =
            |coding: Self| request.headers().get("Accept-Encoding").any(|value| takes(value, coding));
        [Self::Brotli, Self::Gzip].into_iter().find(|coding| accepted(*coding))
    }

    fn compress(self, body: &[u8]) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 9, 18);
                writer.write_all(body)?;
                Ok(writer.into_inner())
            }
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                writer.write_all(body)?;
                writer.finish()
            }
        }
    }
}

/// Whether a list of codings has this one, and does not say `q=0` to it.
fn takes(list: &str, coding: Coding) -> bool {
    list.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding.name()));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        is_it && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

#[rocket::async_trait]
impl Fairing for Compression {
    fn info(&self) -> Info {
        Info { name: "compression", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some(tag) = response.headers().get_one("ETag").map(str::to_owned) else { return };
        response.adjoin_raw_header("Vary", "Accept-Encoding");
        let Some(coding) = Coding::of(request) else { return };
        // The compressed file has other bytes, so it has the plain one's tag as a weak one.
        response.set_header(Header::new("ETag", format!("W/{tag}")));
        if response.status() != Status::Ok {
            return;
        }
        let known =
            self.done.read().unwrap_or_else(PoisonError::into_inner).get(&(tag.clone(), coding)).cloned();
        let body = match known {
            Some(body) => body,
            None => {
                let Ok(plain) = response.body_mut().to_bytes().await else { return };
                let coded = plain.clone();
                let Ok(Ok(coded)) = spawn_blocking(move || coding.compress(&coded)).await else {
                    response.set_header(Header::new("ETag", tag));
                    response.set_sized_body(plain.len(), std::io::Cursor::new(plain));
                    return;
                };
                let coded = Arc::<[u8]>::from(coded);
                let mut done = self.done.write().unwrap_or_else(PoisonError::into_inner);
                done.insert((tag, coding), Arc::clone(&coded));
                coded
            }
        };
        response.set_header(Header::new("Content-Encoding", coding.name()));
        response.set_sized_body(body.len(), std::io::Cursor::new(body));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_where_it_is_named_and_not_refused() {
        for (list, brotli) in [
            ("br", true),
            ("gzip, deflate, br, zstd", true),
            ("gzip;q=1.0, BR;q=0.5", true),
            ("br;q=0", false),
            ("br; q=0.000", false),
            ("br;q=x", false),
            ("brotli", false),
            ("gzip", false),
            ("", false),
        ] {
            assert_eq!(takes(list, Coding::Brotli), brotli, "{list}");
        }
    }
}
