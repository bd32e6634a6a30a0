use passwordless::Rejection;

/// A page that can be read by everybody and everything: a heading, a sentence, no script and no colour.
pub(super) fn page(rejection: &Rejection) -> String {
    let status = rejection.status();
    // The sentences are our own, and hold nothing that HTML takes for itself.
    let wait = match rejection.retry_after_seconds() {
        Some(seconds) => format!("<p>Please try again in {seconds} seconds.</p>\n"),
        None => String::new(),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{rejection}</title>\n</head>\n\
         <body>\n<main>\n<h1>{rejection}</h1>\n{wait}<p><small>{status} {}</small></p>\n</main>\n</body>\n</html>\n",
        rejection.code()
    )
}
