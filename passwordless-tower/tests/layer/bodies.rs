//! Bodies pass through as they are, and a refusal's is whole.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, StreamBody};
use passwordless_tower::body::ResponseBody;
use tower::{Layer, ServiceExt, service_fn};

use crate::{requests::request, site::Site};

type Frames = Vec<Result<Frame<Bytes>, Infallible>>;

async fn answer(
    _: Request<String>,
) -> Result<
    Response<StreamBody<futures_util::stream::Iter<std::vec::IntoIter<Result<Frame<Bytes>, Infallible>>>>>,
    Infallible,
> {
    let trailers = HeaderMap::from_iter([("grpc-status".parse().unwrap(), "0".parse().unwrap())]);
    let frames: Frames =
        vec![Ok(Frame::data("one".into())), Ok(Frame::data("two".into())), Ok(Frame::trailers(trailers))];
    Ok(Response::new(StreamBody::new(futures_util::stream::iter(frames))))
}

#[tokio::test]
async fn frames_and_trailers_of_the_inner_service_pass_through() {
    let service = Site::new().passwordless().identify().layer(service_fn(answer));
    let response = service.oneshot(request().body(String::new()).unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap();
    assert_eq!(body.trailers().unwrap()["grpc-status"], "0");
    assert_eq!(body.to_bytes(), "onetwo");
}

#[tokio::test]
async fn a_refusals_body_knows_its_length_and_ends() {
    let require = Site::new().passwordless().require();
    let service = require.layer(service_fn(answer));
    let response = service.clone().oneshot(request().body(String::new()).unwrap()).await.unwrap();
    let body = response.into_body();
    let announced = body.size_hint().exact().unwrap();
    assert!(!body.is_end_stream());
    assert_eq!(u64::try_from(body.collect().await.unwrap().to_bytes().len()).unwrap(), announced);

    // Trailers only: the header frame must end the stream.
    let rpc = request().header("content-type", "application/grpc").body(String::new()).unwrap();
    let body = service.oneshot(rpc).await.unwrap().into_body();
    assert!(body.is_end_stream());
    assert_eq!(body.size_hint().exact(), Some(0));
}

#[test]
fn a_default_body_is_empty() {
    let body = ResponseBody::<http_body_util::Full<Bytes>>::default();
    assert!(body.is_end_stream());
}
