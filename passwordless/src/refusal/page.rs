use crate::Rejection;

/// A page that can be read by everybody and everything: a heading, a sentence, no script and no colour.
pub(super) fn page(rejection: &Rejection) -> String {
    let status = rejection.status();
    let sentence = escaped(&rejection.to_string());
    let wait = match rejection.retry_after_seconds() {
        Some(seconds) => format!("<p>Please try again in {seconds} seconds.</p>\n"),
        None => String::new(),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{sentence}</title>\n</head>\n\
         <body>\n<main>\n<h1>{sentence}</h1>\n{wait}<p><small>{status} {}</small></p>\n</main>\n</body>\n</html>\n",
        escaped(rejection.code())
    )
}

/// An application's own sentence may hold what HTML takes for itself.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
