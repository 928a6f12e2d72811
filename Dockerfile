# docker build -t reply-lint . && docker run --rm -p 127.0.0.1:8000:8000 -e REPLY_LINT_TOKEN=… reply-lint
FROM python:3.12 AS build
WORKDIR /src
COPY requirements.lock .
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY . .
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation . && /app/bin/pip uninstall -qy hatchling mypy setuptools

FROM python:3.12-slim
COPY --from=build /app /app
USER 10001
# A reply-lint.toml that is mounted here is in force.
WORKDIR /etc/reply-lint
EXPOSE 8000
HEALTHCHECK --start-period=20s CMD ["/app/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["/app/bin/reply-lint", "serve", "--host", "0.0.0.0"]
