FROM node:24-slim
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
CMD ["all"]
