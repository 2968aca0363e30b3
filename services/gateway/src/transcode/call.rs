//! Calling an rpc whose types are known at run time only: messages pass as bytes.
use bytes::{Buf, BufMut, Bytes};
use futures::Stream;
use http::uri::PathAndQuery;
use tandem_kit::rpc::Channel;
use tonic::{
    Request, Response, Status, Streaming,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

/// The largest message that passes either way: a file of 50 MB and what is around it.
pub const LARGEST: usize = 52 << 20;

/// One request, one answer.
///
/// # Errors
/// What the peer refused, or that it is away.
pub async fn unary(
    channel: Channel,
    path: PathAndQuery,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, Status> {
    let mut grpc = Grpc::new(channel).max_decoding_message_size(LARGEST).max_encoding_message_size(LARGEST);
    grpc.ready().await?;
    grpc.unary(request, path, Raw).await
}

/// One request, a stream of answers.
///
/// # Errors
/// What the peer refused, or that it is away.
pub async fn streaming(
    channel: Channel,
    path: PathAndQuery,
    request: Request<Bytes>,
) -> Result<Response<Streaming<Bytes>>, Status> {
    let mut grpc = Grpc::new(channel).max_decoding_message_size(LARGEST);
    grpc.ready().await?;
    grpc.server_streaming(request, path, Raw).await
}

/// A stream of requests, one answer.
///
/// # Errors
/// What the peer refused, or that it is away.
pub async fn sending(
    channel: Channel,
    path: PathAndQuery,
    request: Request<impl Stream<Item = Bytes> + Send + 'static>,
) -> Result<Response<Bytes>, Status> {
    let mut grpc = Grpc::new(channel).max_decoding_message_size(LARGEST);
    grpc.ready().await?;
    grpc.client_streaming(request, path, Raw).await
}

/// Messages as bytes.
#[derive(Clone, Copy)]
pub(super) struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;
    fn encoder(&mut self) -> Self {
        Self
    }
    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn encode(&mut self, item: Bytes, buf: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buf.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn decode(&mut self, buf: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buf.copy_to_bytes(buf.remaining())))
    }
}
