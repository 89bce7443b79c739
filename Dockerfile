# One image for the API, the worker and the migrations; the command chooses.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/bonsens
RUN python -m venv .venv
# Dependencies first: this layer is rebuilt only when the lock changes.
COPY requirements-runtime.lock ./
RUN .venv/bin/pip install --require-hashes --requirement requirements-runtime.lock
COPY pyproject.toml README.md LICENSE alembic.ini ./
COPY migrations ./migrations
COPY app ./app
# Editable, so that migrations stand beside app/ as they do in a checkout.
RUN .venv/bin/pip install --no-deps --no-build-isolation --editable . \
    && .venv/bin/python -m compileall -q app

FROM python:3.13-slim
LABEL org.opencontainers.image.title="bonsens" org.opencontainers.image.licenses="MIT"
ENV PATH=/srv/bonsens/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/bonsens
# The code belongs to root and the process to nobody else: it can write var/ only.
RUN useradd --system --uid 10001 --home-dir /srv/bonsens --no-create-home bonsens \
    && install --directory --owner bonsens --group bonsens var
COPY --from=build /srv/bonsens /srv/bonsens
USER 10001
VOLUME /srv/bonsens/var
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["bonsens"]
CMD ["run", "--host", "0.0.0.0", "--port", "8000"]
