//! Enumerations of names that the service may add to.

/// An enumeration of the service's names, in which a name that this version does not know is kept as it came.
macro_rules! open_names {
    ($(#[$doc:meta])* $type:ident { $($(#[$name_doc:meta])* $name:ident = $wire:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$name_doc])* $name,)+
            /// A name that this version does not know, or an empty one where the service gave none.
            Other(Box<str>),
        }

        impl $type {
            /// The name as the service spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $wire,)+
                    Self::Other(name) => name,
                }
            }
        }

        impl From<&str> for $type {
            fn from(name: &str) -> Self {
                match name {
                    $($wire => Self::$name,)+
                    other => Self::Other(other.into()),
                }
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self::Other("".into())
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Self::from(String::deserialize(deserializer)?.as_str()))
            }
        }
    };
}

pub(super) use open_names;
