CREATE TABLE `query_runs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`project_id` text NOT NULL,
	`user_id` text NOT NULL,
	`language` text NOT NULL,
	`query` text NOT NULL,
	`source` text NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`at` integer NOT NULL,
	`times` integer NOT NULL,
	`outcome` text NOT NULL,
	`message` text,
	`rows` integer NOT NULL,
	`scanned_rows` integer NOT NULL,
	`scanned_bytes` integer NOT NULL,
	`elapsed_ms` real NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `query_runs_owner` ON `query_runs` (`user_id`,`project_id`,`id`);