//! The setting `cookie_name`.

use super::{Passwordless, PasswordlessBuilder};

impl<P: From<Passwordless>> PasswordlessBuilder<P> {
    /// The name of the session cookie, in place of `passwordless`, and how those beside it begin: `shop` makes
    /// `shop-newcomer`, `shop-magic-link` and `shop-recovery`. Where all origins are https, `__Host-` is put before each.
    ///
    /// Cookies know no port. So two applications on one host, as on `localhost` while they are developed, each need a
    /// name of their own. A new name signs everybody out.
    ///
    /// ```no_run
    /// # use passwordless::{Client, Passwordless};
    /// # fn run() -> Result<(), passwordless::Error> {
    /// let builder = Passwordless::builder(Client::from_env()?, ["http://localhost:4000"]).cookie_name("shop");
    /// # Ok(())
    /// # }
    /// ```
    pub fn cookie_name(mut self, name: impl Into<String>) -> Self {
        self.cookie_name = Some(name.into());
        self
    }
}
