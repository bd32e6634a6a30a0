//! Where a story plays: a browser, a demo of its own, and a look back at what the pages said.

use stories::{Chromium, Demo, Error, Person, Service};

use crate::visitor::Visitor;

/// Notes that the page has asked for autofill. A touch that comes earlier would answer that request, too.
const NOTE_AUTOFILL: &str = "{
    const get = navigator.credentials?.get.bind(navigator.credentials);
    if (get) navigator.credentials.get = options => {
        const asked = get(options);
        window.askedForAutofill ||= options.mediation === 'conditional';
        return asked;
    };
}";

/// A browser and a demo, both new.
pub(crate) struct Stage {
    pub(crate) demo: Demo,
    chromium: Chromium,
}

/// Plays a story. It fails when the story does, and also when a page logged an error that the story did not expect,
/// broke its content policy, or asked anybody but this machine for anything.
pub(crate) async fn play(story: impl AsyncFnOnce(&mut Stage) -> Result<(), Error>) -> Result<(), Error> {
    play_with(&[], story).await
}

/// The same where the demo is told these variables.
pub(crate) async fn play_with(
    variables: &[(&str, &str)],
    story: impl AsyncFnOnce(&mut Stage) -> Result<(), Error>,
) -> Result<(), Error> {
    let (demo, chromium) = tokio::try_join!(Demo::start_with(variables), Chromium::launch())?;
    let mut stage = Stage { demo, chromium };
    let told = match story(&mut stage).await {
        Ok(()) => stage.look_back(),
        error => error,
    };
    told.map_err(|error| Error::Story { error: Box::new(error), said: stage.demo.said() })?;
    stage.chromium.close().await?;
    stage.demo.stop().await
}

impl Stage {
    /// Somebody new, with a browser and an authenticator of their own, on the demo's first page.
    pub(crate) async fn visitor(&self) -> Result<Visitor, Error> {
        let visitor = self.stranger().await?;
        visitor.open(&self.demo.at("/")).await?;
        Ok(visitor)
    }

    /// The same before they have opened any page.
    pub(crate) async fn stranger(&self) -> Result<Visitor, Error> {
        tab(&self.chromium.person().await?).await
    }

    /// Two tabs of one browser, on the demo's first page, with an authenticator each.
    pub(crate) async fn tabs(&self) -> Result<[Visitor; 2], Error> {
        let person = self.chromium.person().await?;
        let tabs = [tab(&person).await?, tab(&person).await?];
        for tab in &tabs {
            tab.open(&self.demo.at("/")).await?;
        }
        Ok(tabs)
    }

    /// The service behind the demo; a page of the demo knows where it is.
    pub(crate) async fn service(&self, visitor: &Visitor) -> Result<Service, Error> {
        Ok(Service::new(&self.api(visitor).await?, Demo::SECRET))
    }

    /// Its address.
    pub(crate) async fn api(&self, visitor: &Visitor) -> Result<String, Error> {
        let url =
            visitor.page.eval("document.querySelector('meta[name=passwordless-api-url]').content").await?;
        Ok(url.as_str().unwrap_or_default().to_owned())
    }

    /// Stops the demo under somebody's feet: what their page still asks for then fails.
    pub(crate) async fn stop_demo(&mut self, visitor: &Visitor) -> Result<(), Error> {
        visitor.page.logbook().expect("net::ERR_CONNECTION_RE");
        self.demo.stop().await
    }

    fn look_back(&self) -> Result<(), Error> {
        let mut complaints = Vec::new();
        for logbook in self.chromium.logbooks() {
            complaints.extend(logbook.complaints());
            complaints.extend(logbook.requests().into_iter().filter(|url| is_elsewhere(url)));
        }
        if complaints.is_empty() { Ok(()) } else { Err(Error::Complaints(complaints.join("\n"))) }
    }
}

/// Whether an address is on another machine.
fn is_elsewhere(url: &str) -> bool {
    let host = url.split(['/', ':']).nth(3).unwrap_or_default();
    !(url.starts_with("about:") || host == "127.0.0.1" || host == "localhost" || host.ends_with(".localhost"))
}

async fn tab(person: &Person) -> Result<Visitor, Error> {
    let page = person.page().await?;
    let authenticator = page.authenticator().await?;
    page.run_first(NOTE_AUTOFILL).await?;
    Ok(Visitor { page, authenticator })
}
