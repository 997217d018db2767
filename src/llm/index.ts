export { type ChatModel, createChatModel } from './chat-model.ts'
