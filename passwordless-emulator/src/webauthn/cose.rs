//! A credential's public key.

use aws_lc_rs::signature::{ParsedPublicKey, RsaPublicKeyComponents};
use coset::{
    AsCborValue as _, CoseKey, KeyType as CoseKeyType, Label, RegisteredLabel, RegisteredLabelWithPrivate,
    iana::{self, EnumI64 as _},
};

use super::{Algorithm, Refusal, algorithm::KeyType, cbor};

/// A key that fits its algorithm.
#[derive(Debug)]
pub(super) struct PublicKey {
    pub(super) algorithm: Algorithm,
    material: Material,
}

#[derive(Debug)]
enum Material {
    Octet(ParsedPublicKey),
    /// The number of the curve, and the uncompressed point on it.
    Curve {
        number: i64,
        point: Vec<u8>,
        key: ParsedPublicKey,
    },
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

const UNREADABLE: Refusal = Refusal("the public key cannot be read");
const UNFIT: Refusal = Refusal("the public key does not fit its algorithm");

impl PublicKey {
    /// Reads a COSE key: of a known algorithm, of its type and curve, on that curve.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let value = cbor::only(bytes).ok_or(UNREADABLE)?;
        let key = CoseKey::from_cbor_value(value).map_err(|_| UNREADABLE)?;
        let number = match &key.alg {
            Some(RegisteredLabelWithPrivate::Assigned(algorithm)) => algorithm.to_i64(),
            Some(RegisteredLabelWithPrivate::PrivateUse(number)) => *number,
            _ => return Err(UNREADABLE),
        };
        let algorithm =
            Algorithm::from_number(number).ok_or(Refusal("the key's algorithm was not offered"))?;
        let material = match algorithm.key_type() {
            KeyType::Octet => {
                let on_curve = integer(&key, iana::OkpKeyParameter::Crv.to_i64()) == Some(6);
                let x = bytes_of(&key, iana::OkpKeyParameter::X.to_i64()).filter(|x| x.len() == 32);
                let x = x.filter(|_| is_type(&key, iana::KeyType::OKP) && on_curve).ok_or(UNFIT)?;
                Material::Octet(algorithm.parse_key(x).ok_or(UNFIT)?)
            }
            KeyType::Curve { number, length } => {
                let on_curve = integer(&key, iana::Ec2KeyParameter::Crv.to_i64()) == Some(number);
                let coordinate = |label: iana::Ec2KeyParameter| {
                    bytes_of(&key, label.to_i64()).filter(|bytes| bytes.len() == length)
                };
                let x = coordinate(iana::Ec2KeyParameter::X).ok_or(UNFIT)?;
                let y = coordinate(iana::Ec2KeyParameter::Y).ok_or(UNFIT)?;
                if !is_type(&key, iana::KeyType::EC2) || !on_curve {
                    return Err(UNFIT);
                }
                let point = [&[4], x, y].concat();
                let key = algorithm.parse_key(&point).ok_or(UNFIT)?;
                Material::Curve { number, point, key }
            }
            KeyType::Rsa => {
                let n = bytes_of(&key, iana::RsaKeyParameter::N.to_i64()).map(without_zeros);
                let e = bytes_of(&key, iana::RsaKeyParameter::E.to_i64()).map(without_zeros);
                let (Some(n), Some(e)) = (n, e) else { return Err(UNFIT) };
                let odd =
                    e.last().is_some_and(|last| last % 2 == 1) && n.last().is_some_and(|last| last % 2 == 1);
                if !is_type(&key, iana::KeyType::RSA)
                    || !(256..=1024).contains(&n.len())
                    || e.len() > 8
                    || !odd
                {
                    return Err(UNFIT);
                }
                Material::Rsa { n: n.to_vec(), e: e.to_vec() }
            }
        };
        Ok(Self { algorithm, material })
    }

    /// Its uncompressed point, where it is on a curve of NIST's.
    pub(super) fn point(&self) -> Option<&[u8]> {
        match &self.material {
            Material::Curve { point, .. } => Some(point),
            _ => None,
        }
    }

    /// The number of that curve in COSE's registry.
    pub(super) fn curve(&self) -> Option<i64> {
        match &self.material {
            Material::Curve { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Modulus and exponent of RSA.
    pub(super) fn rsa(&self) -> Option<(&[u8], &[u8])> {
        match &self.material {
            Material::Rsa { n, e } => Some((n, e)),
            _ => None,
        }
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        match &self.material {
            Material::Octet(key) | Material::Curve { key, .. } => key.verify_sig(message, signature),
            Material::Rsa { n, e } => match self.algorithm.of_rsa() {
                Some(parameters) => RsaPublicKeyComponents { n, e }.verify(parameters, message, signature),
                None => return Err(UNFIT),
            },
        }
        .map_err(|_| Refusal("the signature is not by this passkey"))
    }
}

fn is_type(key: &CoseKey, kind: iana::KeyType) -> bool {
    key.kty == CoseKeyType::Assigned(kind) && !matches!(key.kty, RegisteredLabel::Text(_))
}

fn parameter(key: &CoseKey, number: i64) -> Option<&ciborium::Value> {
    key.params.iter().find(|(label, _)| *label == Label::Int(number)).map(|(_, value)| value)
}

fn integer(key: &CoseKey, number: i64) -> Option<i64> {
    parameter(key, number).and_then(ciborium::Value::as_integer).and_then(|value| value.try_into().ok())
}

fn bytes_of(key: &CoseKey, number: i64) -> Option<&[u8]> {
    parameter(key, number).and_then(ciborium::Value::as_bytes).map(Vec::as_slice)
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
    use ciborium::Value;

    use super::*;

    fn parsed(entries: &[(i64, Value)]) -> Result<PublicKey, Refusal> {
        let entries = entries.iter().map(|(label, value)| (Value::from(*label), value.clone())).collect();
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(entries), &mut bytes).unwrap();
        PublicKey::parse(&bytes)
    }

    /// A good ES256 key: type, algorithm, curve, x, y.
    fn es256() -> [(i64, Value); 5] {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let coordinate = |range: std::ops::Range<usize>| Value::Bytes(point[range].to_vec());
        [(1, 2.into()), (3, (-7).into()), (-1, 1.into()), (-2, coordinate(1..33)), (-3, coordinate(33..65))]
    }

    #[test]
    fn a_key_on_its_curve_fits() {
        assert_eq!(parsed(&es256()).unwrap().algorithm, Algorithm::Es256);
    }

    #[test]
    fn a_key_must_fit_its_algorithm() {
        let good = es256();
        for left_out in 0..good.len() {
            let mut key = good.to_vec();
            key.remove(left_out);
            assert!(parsed(&key).is_err(), "without {}", good[left_out].0);
        }
        for (place, value) in [
            (0, Value::from(3)),
            (0, Value::from("EC2")),
            (1, Value::from(-35)),
            (1, Value::from(-8)),
            (1, Value::from(-47)),
            (1, Value::from(-65_537)),
            (2, Value::from(2)),
            (2, Value::from(8)),
            (3, Value::Bytes(vec![1; 31])),
            (3, Value::Bytes(vec![0; 32])),
            (3, Value::Bytes(Vec::new())),
            (4, Value::Bool(true)),
        ] {
            let mut key = good.clone();
            key[place].1 = value.clone();
            assert!(parsed(&key).is_err(), "{} as {value:?}", good[place].0);
        }
    }

    #[test]
    fn rsa_keys_have_a_lawful_size() {
        let key = |n: Vec<u8>, e: Vec<u8>| {
            parsed(&[(1, 3.into()), (3, (-257).into()), (-1, Value::Bytes(n)), (-2, Value::Bytes(e))]).is_ok()
        };
        assert!(key(vec![0xff; 256], vec![1, 0, 1]));
        assert!(key([&[0][..], &[0xff; 256]].concat(), vec![0, 1, 0, 1]));
        assert!(!key(vec![0xff; 128], vec![1, 0, 1]));
        assert!(!key(vec![0xff; 1025], vec![1, 0, 1]));
        assert!(!key(vec![0xff; 256], vec![2]));
        assert!(!key(vec![0xff; 256], Vec::new()));
    }

    #[test]
    fn nothing_may_follow_a_key() {
        let mut bytes = Vec::new();
        let entries = es256().into_iter().map(|(label, value)| (Value::from(label), value)).collect();
        ciborium::into_writer(&Value::Map(entries), &mut bytes).unwrap();
        assert!(PublicKey::parse(&bytes).is_ok());
        bytes.push(0);
        assert!(PublicKey::parse(&bytes).is_err());
    }
}
