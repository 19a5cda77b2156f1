FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    STATE_DIR=/state \
    HEALTH_HOST=0.0.0.0

RUN useradd --create-home --uid 10001 bot \
    && mkdir /state \
    && chown bot /state

WORKDIR /app
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY bot ./bot
RUN pip install --constraint requirements.lock .
COPY programme.yaml ./

USER 10001
VOLUME /state
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
