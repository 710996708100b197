# The image that this one stands on, by what it is and not by what it is called. A newer one is another build argument:
# docker build --build-arg NODE_IMAGE=node:24.21.0-slim@sha256:... .
ARG NODE_IMAGE=node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
# The image brings Node itself: the pinned `node` package, which serves machines with another one, is left out.
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node node_modules/.bin/node
COPY src ./src
RUN mkdir /var/lib/capture-image && chown node:node /var/lib/capture-image
USER node
EXPOSE 3000
# As in `npm start`: what V8 would let lie about on a machine with much memory is half of what a worker takes.
ENTRYPOINT ["node", "--max-semi-space-size=16", "--max-old-space-size=1024", "src/main.ts"]
# Bot and worker are containers of their own, each with its own secrets alone: so one of them is to be named. `all` is both, with the secrets of both.
CMD ["bot-or-worker"]
