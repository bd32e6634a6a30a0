//! What a device is called, from its user agent: `Chrome, Windows 10`.
//!
//! The service asks a large table of regular expressions. The common browsers and libraries are enough here,
//! and their names are the same.

/// Browser, system, and the system's major version; the blank before a version that is missing stays.
pub(crate) fn describe(agent: &str) -> String {
    let (system, major) = system(agent);
    format!("{}, {system} {major}", family(agent))
}

/// Browsers by the product in their user agent. The first that fits wins: most of them also claim to be Chrome,
/// and Chrome claims to be Safari.
const BROWSERS: [(&str, &str, &str); 13] = [
    ("EdgA/", "Edge Mobile", "Edge Mobile"),
    ("EdgiOS/", "Edge Mobile", "Edge Mobile"),
    ("Edg/", "Edge", "Edge"),
    ("Edge/", "Edge", "Edge Mobile"),
    ("OPR/", "Opera", "Opera Mobile"),
    ("SamsungBrowser/", "Samsung Internet", "Samsung Internet"),
    ("CriOS/", "Chrome Mobile iOS", "Chrome Mobile iOS"),
    ("FxiOS/", "Firefox iOS", "Firefox iOS"),
    ("HeadlessChrome/", "HeadlessChrome", "HeadlessChrome"),
    ("YaBrowser/", "Yandex Browser", "Yandex Browser"),
    ("Vivaldi/", "Vivaldi", "Vivaldi"),
    ("Chrome/", "Chrome", "Chrome Mobile"),
    ("Firefox/", "Firefox", "Firefox Mobile"),
];

/// Libraries and tools, by how they begin.
const TOOLS: [(&str, &str); 9] = [
    ("curl/", "curl"),
    ("okhttp/", "okhttp"),
    ("reqwest/", "reqwest"),
    ("axios/", "axios"),
    ("python-requests/", "Python Requests"),
    ("Wget/", "Wget"),
    ("Go-http-client/", "Go-http-client"),
    ("Apache-HttpClient/", "Apache-HttpClient"),
    ("PostmanRuntime/", "PostmanRuntime"),
];

fn family(agent: &str) -> &'static str {
    if let Some((_, name)) = TOOLS.iter().find(|(start, _)| agent.starts_with(start)) {
        return name;
    }
    let mobile = agent.contains("Mobile") || agent.contains("Android");
    if let Some((_, desktop, handheld)) = BROWSERS.iter().find(|(product, ..)| agent.contains(product)) {
        return if mobile { handheld } else { desktop };
    }
    match (agent.contains("Safari/"), mobile) {
        (true, true) => "Mobile Safari",
        (true, false) => "Safari",
        _ => "Other",
    }
}

fn system(agent: &str) -> (&'static str, &str) {
    const HANDHELDS: [&str; 3] = ["iPhone OS ", "iPad; CPU OS ", "iPod touch; CPU iPhone OS "];
    if let Some(version) = HANDHELDS.iter().find_map(|mark| after(agent, mark)) {
        return ("iOS", digits(version));
    }
    if let Some(version) = after(agent, "Windows NT ") {
        return ("Windows", windows(version));
    }
    if let Some(version) = after(agent, "Android ") {
        return ("Android", digits(version));
    }
    if let Some(version) = after(agent, "Mac OS X ") {
        return ("Mac OS X", digits(version));
    }
    if agent.contains("CrOS ") {
        let version =
            after(agent, "CrOS ").and_then(|rest| rest.split_once(' ')).map_or("", |(_, rest)| rest);
        return ("Chrome OS", digits(version));
    }
    for name in ["Ubuntu", "Fedora", "Linux"] {
        if agent.contains(name) {
            return (name, "");
        }
    }
    ("Other", "")
}

fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

fn digits(text: &str) -> &str {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

fn windows(version: &str) -> &'static str {
    const NAMES: [(&str, &str); 6] =
        [("10.", "10"), ("6.3", "8"), ("6.2", "8"), ("6.1", "7"), ("6.0", "Vista"), ("5.", "XP")];
    NAMES.iter().find(|(start, _)| version.starts_with(start)).map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn the_names_are_the_services() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
                "Safari, Mac OS X 10",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
                "Mobile Safari, iOS 17",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
                "Chrome Mobile, Android 10",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0",
                "Edge, Windows 10",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
                "Chrome, Windows 10",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox, Linux "),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
                "HeadlessChrome, Linux ",
            ),
            ("curl/8.5.0", "curl, Other "),
            ("okhttp/4.12.0", "okhttp, Other "),
            ("reqwest/0.12", "reqwest, Other "),
            ("axios/1.6.0", "axios, Other "),
            ("python-requests/2.31.0", "Python Requests, Other "),
            ("", "Other, Other "),
        ] {
            assert_eq!(describe(agent), name);
        }
    }

    #[test]
    fn no_agent_is_too_odd() {
        for agent in ["Windows NT ", "Android", "CrOS ", "Mac OS X é", "iPhone OS 99999999999999999999"] {
            assert!(describe(agent).contains(", "));
        }
    }
}
