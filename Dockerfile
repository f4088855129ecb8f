FROM node:22-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements-uv.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements-uv.txt
RUN uv venv .venv \
    && uv pip sync --no-cache --compile-bytecode --require-hashes requirements.txt
COPY . .
COPY --from=packages /app/node_modules node_modules
# This key signs nothing: without one, a key would be made and left in the image.
RUN SECRET_KEY=used-by-collectstatic-only-and-never-when-the-app-is-served \
    .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
WORKDIR /app
RUN useradd --system --create-home shortlist
COPY --from=build /app .
USER shortlist
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD [".venv/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz/live', timeout=4)"]
CMD ["bin/serve"]
