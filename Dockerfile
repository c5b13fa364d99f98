# One image for every role: `heddle bot`, `heddle worker`, `heddle migrate`, `heddle up`.
#   docker build -t heddle .
ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/heddle
COPY requirements.lock ./
RUN /opt/heddle/bin/pip install --quiet --no-cache-dir --require-hashes --no-compile -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY service service
COPY migrations migrations
RUN /opt/heddle/bin/pip install --quiet --no-cache-dir --no-deps --no-build-isolation --no-compile .
# Compiled here, because nobody may write there later. "unchecked": no source is looked at again.
RUN /opt/heddle/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/heddle/lib

FROM python:${PYTHON}-slim-bookworm
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/heddle --create-home heddle
COPY --from=build /opt/heddle /opt/heddle
# Volumes that are mounted here take over whom these folders belong to.
RUN install -d -o heddle -g heddle -m 0700 /var/lib/heddle/captures /var/lib/heddle/workspaces
ENV PATH=/opt/heddle/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HEDDLE_DATA_DIR=/var/lib/heddle \
    HEDDLE_HTTP__HOST=0.0.0.0 \
    HEDDLE_LOG__FORMAT=json
USER 10001:10001
WORKDIR /var/lib/heddle
VOLUME /var/lib/heddle
EXPOSE 8420
# A worker answers here too with HEDDLE_WORKER__PORT=8420 and HEDDLE_WORKER__HOST=0.0.0.0.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8420/healthz', timeout=4)"]
ENTRYPOINT ["heddle"]
CMD ["up"]
