# One image for API and workers; the command chooses.
FROM node:24-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY backend backend
COPY workflows workflows
COPY templates templates
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . && useradd --system --uid 10001 tabiji
COPY --from=frontend /src/frontend/dist frontend/dist
ENV FRONTEND_DIST=/app/frontend/dist ENVIRONMENT=production
USER tabiji
EXPOSE 8400
CMD ["tabiji", "api", "--host", "0.0.0.0"]
