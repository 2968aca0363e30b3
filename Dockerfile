# The one image. `docker build -t tandem .` needs BuildKit, and nothing on the machine but Docker.
# It holds no PostgreSQL: give it TANDEM__DATABASE__URL.

FROM node:24-bookworm-slim AS web
WORKDIR /src/services/web
COPY services/web/package.json services/web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY services/web ./
RUN npm run build

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=web /src/services/web/dist services/web/dist
ENV SQLX_OFFLINE=true
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --locked --release --workspace --bin tandem && cp target/release/tandem /tandem

# glibc, certificates, time zones, a user without a name or a shell; nothing else.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /tandem /tandem
ENV TANDEM__DATA=/var/lib/tandem TANDEM__OPS__LISTEN=0.0.0.0:9090 TANDEM__GATEWAY__LISTEN=0.0.0.0:8080 TANDEM__CONVERSATIONS__SMTP__LISTEN=0.0.0.0:2525
USER 65532:65532
EXPOSE 8080 9090 2525
ENTRYPOINT ["/tandem"]
CMD ["run"]
