import { openChat } from './chat/client.js';
import { openCloud } from './cloud/pane.js';

const chat = openChat();
openCloud({ propose: chat.propose });
