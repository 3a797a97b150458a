# An image that holds sitegen alone: docker build --tag sitegen .
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY site_src site_src
COPY themes themes
RUN python -m venv /opt/sitegen
RUN /opt/sitegen/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
RUN /opt/sitegen/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
COPY --from=build /opt/sitegen /opt/sitegen
ENV PATH=/opt/sitegen/bin:$PATH
WORKDIR /site
USER 1000:1000
ENTRYPOINT ["sitegen"]
