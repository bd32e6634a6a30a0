//! Makers of TPMs.

/// Ids of the Trusted Computing Group's registry of vendors that the service knows, four characters each in
/// hexadecimal digits, and the one of the FIDO Alliance's test tools.
pub(super) const VENDORS: [&str; 24] = [
    "FFFFF1D0", // the FIDO Alliance's tests
    "414D4400", // AMD
    "41544D4C", // ATML
    "4252434D", // BRCM
    "4353434F", // CSCO
    "464C5953", // FLYS
    "48504500", // HP Enterprise
    "49424D00", // IBM
    "49465800", // IFX
    "494E5443", // INTC
    "4C454E00", // LEN
    "4D534654", // MSFT
    "4E534D20", // NSM
    "4E545A00", // NTZ
    "4E544300", // NTC
    "51434F4D", // QCOM
    "534D5343", // SMSC
    "53544D20", // STM
    "534D534E", // SMSN
    "534E5300", // SNS
    "54584E00", // TXN
    "57454300", // WEC
    "524F4343", // ROCC
    "474F4F47", // GOOG
];
