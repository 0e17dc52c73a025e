CREATE TABLE `shares` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`created_by` text NOT NULL,
	`title` text NOT NULL,
	`language` text NOT NULL,
	`query` text NOT NULL,
	`audience` text NOT NULL,
	`token_hash` text NOT NULL,
	`password_hash` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`views` integer NOT NULL,
	`last_viewed_at` integer,
	`bytes` integer NOT NULL,
	`content` blob,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shares_token_hash_unique` ON `shares` (`token_hash`);--> statement-breakpoint
CREATE INDEX `shares_project` ON `shares` (`project_id`);--> statement-breakpoint
CREATE INDEX `shares_expires` ON `shares` (`expires_at`);--> statement-breakpoint
ALTER TABLE `projects` ADD `public_shares` integer DEFAULT false NOT NULL;