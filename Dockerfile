# One image for migrate, api and workers; compose.yaml says which one a container is.
# Everything that is installed is pinned with its hash; our own code is copied, so nothing is built.

FROM python:3.11-slim AS libraries
RUN python -m venv /venv
COPY requirements.lock /requirements.lock
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --requirement /requirements.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin wms
COPY --from=libraries /venv /venv
COPY wms /app/wms
COPY api /app/api
COPY docs/shops /app/api/guide/pages
COPY clients/python/README.md /app/api/guide/pages/python.md
COPY clients/typescript/README.md /app/api/guide/pages/typescript.md
COPY clients/python/src /app/clients/python/src
COPY printing /app/printing
COPY workers /app/workers
COPY migrations /app/migrations
RUN printf '#!/venv/bin/python\nimport sys\nfrom wms.cli import main\nsys.exit(main())\n' \
    > /usr/local/bin/wms && chmod 755 /usr/local/bin/wms
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /data
VOLUME /data
EXPOSE 8080
USER wms
CMD ["wms", "api"]
