//! Controls.

#[derive(Debug, Default)]
pub(crate) struct Controls;
