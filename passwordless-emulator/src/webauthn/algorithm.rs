//! The ten signature algorithms that the service offers.

use aws_lc_rs::{
    digest,
    signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519, ParsedPublicKey,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
        RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
        VerificationAlgorithm,
    },
};

/// A COSE signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Algorithm {
    EdDsa,
    Es256,
    Rs256,
    Ps256,
    Es384,
    Rs384,
    Ps384,
    Es512,
    Rs512,
    Ps512,
}

/// Which kind of key an algorithm takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyType {
    /// An octet key pair, here always Ed25519.
    Octet,
    /// A point on the curve of this COSE number, its coordinates this long.
    Curve {
        number: i64,
        length: usize,
    },
    Rsa,
}

impl Algorithm {
    /// All of them, in the service's order: authenticators take the first that they know.
    pub(crate) const OFFERED: [Self; 10] = [
        Self::EdDsa,
        Self::Es256,
        Self::Rs256,
        Self::Ps256,
        Self::Es384,
        Self::Rs384,
        Self::Ps384,
        Self::Es512,
        Self::Rs512,
        Self::Ps512,
    ];

    /// The number in COSE's registry.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::EdDsa => -8,
            Self::Es256 => -7,
            Self::Rs256 => -257,
            Self::Ps256 => -37,
            Self::Es384 => -35,
            Self::Rs384 => -258,
            Self::Ps384 => -38,
            Self::Es512 => -36,
            Self::Rs512 => -259,
            Self::Ps512 => -39,
        }
    }

    pub(crate) fn from_number(number: i64) -> Option<Self> {
        Self::OFFERED.into_iter().find(|algorithm| algorithm.number() == number)
    }

    pub(crate) const fn key_type(self) -> KeyType {
        match self {
            Self::EdDsa => KeyType::Octet,
            Self::Es256 => KeyType::Curve { number: 1, length: 32 },
            Self::Es384 => KeyType::Curve { number: 2, length: 48 },
            Self::Es512 => KeyType::Curve { number: 3, length: 66 },
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => KeyType::Rsa,
        }
    }

    /// The digest of what is signed; Ed25519 digests for itself, and other uses take SHA-512 with it.
    pub(super) fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Es256 | Self::Rs256 | Self::Ps256 => &digest::SHA256,
            Self::Es384 | Self::Rs384 | Self::Ps384 => &digest::SHA384,
            Self::EdDsa | Self::Es512 | Self::Rs512 | Self::Ps512 => &digest::SHA512,
        }
    }

    /// How signatures of elliptic curves are verified.
    fn on_curve(self) -> Option<&'static dyn VerificationAlgorithm> {
        match self {
            Self::EdDsa => Some(&ED25519),
            Self::Es256 => Some(&ECDSA_P256_SHA256_ASN1),
            Self::Es384 => Some(&ECDSA_P384_SHA384_ASN1),
            Self::Es512 => Some(&ECDSA_P521_SHA512_ASN1),
            _ => None,
        }
    }

    /// How signatures of RSA are verified.
    pub(super) fn of_rsa(self) -> Option<&'static RsaParameters> {
        match self {
            Self::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
            Self::Rs512 => Some(&RSA_PKCS1_2048_8192_SHA512),
            Self::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
            Self::Ps384 => Some(&RSA_PSS_2048_8192_SHA384),
            Self::Ps512 => Some(&RSA_PSS_2048_8192_SHA512),
            _ => None,
        }
    }

    /// A key from its raw bytes (a point) or from a certificate's key (DER), if it is one for this algorithm.
    pub(super) fn parse_key(self, bytes: &[u8]) -> Option<ParsedPublicKey> {
        match (self.on_curve(), self.of_rsa()) {
            (Some(algorithm), _) => ParsedPublicKey::new(algorithm, bytes).ok(),
            (_, Some(parameters)) => ParsedPublicKey::new(parameters, bytes).ok(),
            _ => None,
        }
    }
}
